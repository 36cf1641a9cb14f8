/** `COUNTERFOIL_PROPERTY_RUNS=10000` for a long look; the default keeps `npm test` quick. */
export const PROPERTY_RUNS = Number(process.env.COUNTERFOIL_PROPERTY_RUNS ?? 600)
