import type { TurnStartParams } from "../generated/experimental/types.js";
import { withOverrides, type ThreadSettings } from "./thread-settings.js";

/**
 * What is in force on a thread, and whether that is sure. Another client, a turn of somebody else, or a turn whose acceptance was
 * never heard of may have brought settings that the server tells only to clients that opted into the experimental API.
 */
export class EffectiveSettings {
  readonly #shared: boolean;
  #current: ThreadSettings;
  #profile: string | null;
  #isCertain = true;
  #changes = 0;
  /** Turns that run and that no handle of this client has started. */
  readonly #foreignTurns = new Set<string>();
  readonly #onTaken: (settings: ThreadSettings) => void;

  /**
   * @param shared Whether other clients may talk to the same server.
   * @param onTaken Called with whatever comes in force, what is to begin with included.
   */
  constructor(
    current: ThreadSettings,
    shared: boolean,
    onTaken: (settings: ThreadSettings) => void = () => undefined,
  ) {
    this.#current = current;
    this.#profile = current.profile;
    this.#shared = shared;
    this.#onTaken = onTaken;
    onTaken(current);
  }

  /** What is in force, as the server last said. */
  get current(): ThreadSettings {
    return this.#current;
  }

  /** The permission profile that was in force last: a sandbox that a turn has brought since leaves its rules that deny. */
  get profile(): string | null {
    return this.#profile;
  }

  /** What is in force, where that can be relied on. */
  get confirmed(): ThreadSettings | undefined {
    return this.#isCertain && !this.#shared && this.#foreignTurns.size === 0 ? this.#current : undefined;
  }

  /** Counts the changes, so that it can be told whether there was any since. */
  get changes(): number {
    return this.#changes;
  }

  /** Takes the word of a notification: it comes in the order of the changes. */
  updated(settings: ThreadSettings): void {
    this.#changes += 1;
    this.#confirm(settings);
  }

  /**
   * Takes the word of a response, unless it may be older than what has changed since its request was sent.
   *
   * @param changes Those at that time.
   */
  answered(settings: ThreadSettings, changes: number): void {
    if (changes === this.#changes) this.#confirm(settings);
    else this.#isCertain = false;
  }

  /**
   * Takes the overrides of a turn as in force: the server accepted them. It says so itself, with `thread/settings/updated`,
   * only to clients that opted into the experimental API; if it did meanwhile, its word stands.
   *
   * @param changes Those when the turn was sent.
   */
  accepted(turnId: string, changes: number, overrides: Partial<TurnStartParams>): void {
    this.#foreignTurns.delete(turnId);
    if (changes === this.#changes) this.#take(withOverrides(this.#current, overrides));
    this.#changes += 1;
    // A turn of somebody else's that began meanwhile may have changed either after this one did.
    if (this.#foreignTurns.size > 0) this.#isCertain = false;
    else if (overrides.approvalPolicy != null && (overrides.sandboxPolicy ?? overrides.permissions) != null)
      this.#isCertain = true;
  }

  /** Something else may be in force than the server last said. */
  doubt(): void {
    this.#isCertain = false;
  }

  /** A turn runs that no handle of this client has started: whoever did may have brought other settings. */
  foreignTurnStarted(turnId: string): void {
    this.#foreignTurns.add(turnId);
  }

  turnEnded(turnId: string): void {
    if (this.#foreignTurns.delete(turnId)) this.#isCertain = false;
  }

  #take(settings: ThreadSettings): void {
    this.#current = settings;
    this.#profile = settings.profile ?? this.#profile;
    this.#onTaken(settings);
  }

  #confirm(settings: ThreadSettings): void {
    this.#take(settings);
    this.#isCertain = true;
    this.#foreignTurns.clear();
  }
}
