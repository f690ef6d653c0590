import type { ApprovalMode, Codex } from "@codex-typed/client";
import { StartError } from "./errors.js";

/** Without a login the turn of every job would fail: none is taken. @throws StartError */
export async function mustBeLoggedIn(codex: Codex<ApprovalMode>): Promise<void> {
  const { account, requiresOpenaiAuth } = await codex.rpc.account.read({});
  if (account == null && requiresOpenaiAuth)
    throw new StartError(
      `Nobody is logged in in ${codex.server.codexHome}. Log in: npx @codex-typed/client login`,
    );
}
