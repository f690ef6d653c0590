import { createServer as createHttpServer, type IncomingMessage, type RequestListener } from "node:http";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { WebSocketServer, type WebSocket } from "ws";

/** Something that listens on the loopback interface, and is gone after the test. */
export interface Listening extends AsyncDisposable {
  /** `ws://127.0.0.1:PORT` */
  readonly url: string;
  /** The connections that are open. */
  readonly open: ReadonlySet<Socket>;
}

export interface WebSocketPeer extends Listening {
  /** The handshakes that came. */
  readonly requests: readonly IncomingMessage[];
}

/** A websocket server, with `onClient` as its conduct; without it, it says nothing. */
export async function webSocketPeer(
  onClient: (client: WebSocket, stream: Socket) => void = () => undefined,
  path?: string,
): Promise<WebSocketPeer> {
  const requests: IncomingMessage[] = [];
  const http = createHttpServer();
  const server = new WebSocketServer({ server: http, perMessageDeflate: true });
  server.on("connection", (client, request) => {
    requests.push(request);
    client.on("error", () => undefined);
    onClient(client, request.socket);
  });
  return { ...(await listen(http, path)), requests };
}

/** An HTTP server that is no websocket. */
export async function httpPeer(answer: RequestListener): Promise<Listening> {
  const http = createHttpServer(answer);
  // As HTTP servers do that know nothing of websockets.
  http.on("upgrade", (request, stream) => {
    stream.on("error", () => undefined);
    const { statusCode, headers } = plainAnswer(request, answer);
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    stream.end(`HTTP/1.1 ${String(statusCode)} Answer\r\n${lines.join("")}Content-Length: 0\r\n\r\n`);
  });
  return listen(http);
}

/** A server of bytes. */
export function tcpPeer(onConnection: (stream: Socket) => void, path?: string): Promise<Listening> {
  return listen(createServer(onConnection), path);
}

function plainAnswer(request: IncomingMessage, answer: RequestListener) {
  let statusCode = 200;
  let headers: Record<string, string> = {};
  answer(request, {
    writeHead: (status: number, given: Record<string, string> = {}) => {
      statusCode = status;
      headers = given;
    },
  } as never);
  return { statusCode, headers };
}

async function listen(server: Server, path?: string): Promise<Listening> {
  const open = new Set<Socket>();
  server.on("connection", (stream: Socket) => {
    open.add(stream);
    stream.on("error", () => undefined);
    stream.once("close", () => open.delete(stream));
  });
  await new Promise<void>((resolve) => {
    if (path === undefined) server.listen(0, "127.0.0.1", resolve);
    else server.listen(path, resolve);
  });
  const url = path === undefined ? `ws://127.0.0.1:${String((server.address() as AddressInfo).port)}` : "";
  return {
    url,
    open,
    async [Symbol.asyncDispose]() {
      for (const stream of open) stream.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
