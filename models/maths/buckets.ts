/** Cuts of the days a deal has been in its stage: after one week, and each piece twice as long as the one before. */
export const stageDays = [7, 21, 49, 105] as const;

/** Which of the pieces that `edges` cut a value falls into: 0 … edges.length. */
export function bucketOf(edges: readonly number[], value: number): number {
  const at = edges.findIndex((edge) => value < edge);
  return at < 0 ? edges.length : at;
}
