/** The floor: a server of one tool that answers with a constant, on the same library and listener. */
import { createAdaptorServer } from "@hono/node-server";
import { createMcpHandler, Server } from "@modelcontextprotocol/server";

const handler = createMcpHandler(() => {
  const server = new Server({ name: "bare", version: "0" }, { capabilities: { tools: {} } });
  server.setRequestHandler("tools/call", () => ({ content: [{ type: "text", text: "pong" }] }));
  return server;
});

const listener = createAdaptorServer({ fetch: (request: Request) => handler.fetch(request) });
listener.listen(Number(process.argv[2]), "127.0.0.1", () => console.log("listening"));
