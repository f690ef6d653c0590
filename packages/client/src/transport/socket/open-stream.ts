import { isError } from "../../errors/is-error.js";
import { connect, isIP, type Socket } from "node:net";
import { connect as connectSecurely, type ConnectionOptions } from "node:tls";
import { missingPermission } from "../../errors/missing-permission.js";
import { UsageError } from "../../errors/usage-error.js";
import type { SocketTarget } from "./socket-options.js";
import type { TlsOptions } from "./tls-options.js";

/**
 * Opens what a websocket runs over.
 *
 * @throws UsageError for TLS options that cannot be used, without them, and where this process lacks a permission.
 */
export function openStream({ url, socketPath, tls, name }: SocketTarget): Socket {
  try {
    if (socketPath !== undefined) return connect({ path: socketPath });
    const { protocol, hostname, port } = new URL(url);
    const host = hostname.replace(/^\[(.*)\]$/, "$1");
    if (protocol === "ws:") return connect({ host, port: Number(port || 80) });
    return connectSecurely({ host, port: Number(port || 443), ...secured(host, tls ?? {}) });
  } catch (error) {
    const denied = missingPermission(`connect to ${name}`, error);
    if (denied !== undefined) throw denied;
    if (tls === undefined) throw error;
    // Without the cause: nobody vouches that it quotes no key.
    const code = isError(error) && "code" in error ? String(error.code) : "unknown";
    throw new UsageError("tls", `A certificate, key or passphrase in tls cannot be used (${code}).`);
  }
}

function secured(host: string, options: TlsOptions): ConnectionOptions {
  const { ca, cert, key, passphrase, servername, rejectUnauthorized } = options;
  return {
    // An address is no name to ask for.
    servername: servername ?? (isIP(host) === 0 ? host : ""),
    ...(ca === undefined ? {} : { ca: [ca].flat().map(bytes) }),
    ...(cert === undefined ? {} : { cert: bytes(cert) }),
    ...(key === undefined ? {} : { key: bytes(key) }),
    ...(passphrase === undefined ? {} : { passphrase }),
    ...(rejectUnauthorized === undefined ? {} : { rejectUnauthorized }),
  };
}

function bytes(pem: string | Uint8Array): string | Buffer {
  return typeof pem === "string" ? pem : Buffer.from(pem);
}
