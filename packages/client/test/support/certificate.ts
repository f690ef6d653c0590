import { generate } from "selfsigned";

/** A certificate that is its own authority, and its key, both as PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** Makes one for a host name; and for 127.0.0.1, if `name` is `localhost`. */
export async function makeCertificate(name: string): Promise<Certificate> {
  const address = name === "localhost" ? [{ type: 7 as const, ip: "127.0.0.1" }] : [];
  const { cert, private: key } = await generate([{ name: "commonName", value: name }], {
    keyType: "ec",
    algorithm: "sha256",
    extensions: [
      { name: "basicConstraints", cA: true },
      { name: "subjectAltName", altNames: [{ type: 2, value: name }, ...address] },
    ],
  });
  return { cert, key };
}
