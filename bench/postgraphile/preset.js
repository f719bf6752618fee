// PostGraphile as one would run it in production: one schema, no development tools, plugins for filters and aggregates.
import { PgAggregatesPreset } from "@graphile/pg-aggregates";
import { PgSimplifyInflectionPreset } from "@graphile/simplify-inflection";
import { makePgService } from "postgraphile/adaptors/pg";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";
import { jsonPgSmartTags } from "postgraphile/utils";
import { PostGraphileConnectionFilterPreset } from "postgraphile-plugin-connection-filter";
import { PitchAggregatesPlugin } from "./aggregates.js";

// A pitch refers to its game and players as foreign keys would, but triggers see to it, of which PostGraphile knows nothing.
const references = jsonPgSmartTags({
  version: 1,
  config: {
    class: {
      "league.pitch": {
        tags: {
          foreignKey: [
            "(game_id) references league.game (game_id)",
            "(pitcher_id) references league.player (player_id)|@fieldName pitcher|@foreignFieldName pitchesThrown",
          ],
        },
      },
    },
  },
});

export const preset = (connectionString, poolSize) => ({
  extends: [
    PostGraphileAmberPreset,
    PgSimplifyInflectionPreset,
    PostGraphileConnectionFilterPreset,
    PgAggregatesPreset,
  ],
  plugins: [references, PitchAggregatesPlugin],
  pgServices: [
    makePgService({ connectionString, schemas: ["league"], poolConfig: { min: poolSize, max: poolSize } }),
  ],
  grafserv: { graphiql: false, watch: false, websockets: false, outputDataAsString: true },
  grafast: { explain: false },
});
