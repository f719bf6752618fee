// The rival that makes its API from the database: PostGraphile on Node's own HTTP server, as its documents have it.
import { createServer } from "node:http";
import { postgraphile } from "postgraphile";
import { grafserv } from "postgraphile/grafserv/node";
import { preset } from "./preset.js";

const { SLUGGER_DATABASE_URL: url, SLUGGER_POOL_SIZE: poolSize = "10" } = process.env;
const api = postgraphile(preset(url, Number(poolSize)));
const server = createServer();
server.on("error", (error) => {
  throw error;
});
await api.createServ(grafserv).addTo(server);
await api.getSchema();
server.listen(0, "127.0.0.1", () => console.log(`The rival is at http://127.0.0.1:${server.address().port}`));

process.once("SIGTERM", () => process.exit());
