// What the aggregates plugin lets its user add: a count and a whiff rate, and groups by the one pitch type.
export const PitchAggregatesPlugin = {
  name: "PitchAggregatesPlugin",
  after: ["PgAggregatesSpecsPlugin"],
  before: ["PgAggregatesFilterRelationalAggregatesPlugin"],
  schema: {
    hooks: {
      build(build) {
        const { sql, dataplanPg: { TYPES } } = build;
        const only = (name) => ({ type, attributeName }) => type === "attribute" && attributeName === name;
        build.pgAggregateSpecs.push(
          {
            id: "count",
            humanLabel: "count",
            HumanLabel: "Count",
            isSuitableType: () => true,
            shouldApplyToEntity: only("pitch_id"),
            sqlAggregateWrap: (id) => sql`count(${id})`,
            pgTypeCodecModifier: () => TYPES.int,
          },
          {
            id: "whiffRate",
            humanLabel: "whiff rate",
            HumanLabel: "Whiff rate",
            isSuitableType: () => true,
            shouldApplyToEntity: only("pitch_call"),
            sqlAggregateWrap: (call) => sql`
              count(*) filter (where ${call} = 'StrikeSwinging')::float8 / nullif(count(*) filter (where ${call} in (
                'StrikeSwinging', 'FoulBall', 'FoulBallFieldable', 'FoulBallNotFieldable', 'InPlay'
              )), 0)`,
            pgTypeCodecModifier: () => TYPES.float,
          },
        );
        return build;
      },
      GraphQLEnumType_values(values, build, { scope }) {
        if (!scope.isPgAggregateGroupEnum || scope.pgTypeResource.name !== "pitch") return values;
        const { sql, dataplanPg: { TYPES } } = build;
        const apply = (query) => {
          const column = (name) => sql`${query.alias}.${sql.identifier(name)}`;
          query.groupBy({
            fragment: sql`coalesce(
              nullif(${column("auto_pitch_type")}, 'Undefined'),
              case ${column("tagged_pitch_type")}
                when 'FourSeamFastBall' then 'Four-Seam'
                when 'TwoSeamFastBall' then 'Two-Seam'
                when 'OneSeamFastBall' then 'One-Seam'
                when 'ChangeUp' then 'Changeup'
                else nullif(${column("tagged_pitch_type")}, 'Undefined')
              end
            )`,
            codec: TYPES.text,
          });
        };
        return build.extend(values, { PITCH_TYPE: { extensions: { grafast: { apply } } } }, "Grouping by pitch type");
      },
    },
  },
};
