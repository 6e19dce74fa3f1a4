/**
 * Shapley values of a game given by the value of each coalition, coalitions as bit sets over `players` (at most 16).
 * Chosen for the account of a change because it is exact (the values sum to value(all) − value(none)), does not depend on the
 * order in which causes are looked at, gives nothing to a cause that changes nothing, and swapping before and after
 * negates every value.
 */
export function shapley(players: number, value: (coalition: number) => number): number[] {
  const size = 1 << players;
  const values = Float64Array.from({ length: size }, (_, coalition) => value(coalition));
  const weights = coalitionWeights(players);
  return Array.from({ length: players }, (_, player) => {
    const bit = 1 << player;
    let sum = 0;
    for (let coalition = 0; coalition < size; coalition += 1) {
      if ((coalition & bit) !== 0) continue;
      sum += (weights[bitCount(coalition)] as number) * ((values[coalition | bit] as number) - (values[coalition] as number));
    }
    return sum;
  });
}

/** Weight of a coalition of k players that a player joins: k!·(n−k−1)! ÷ n!. */
function coalitionWeights(players: number): number[] {
  const weights: number[] = [];
  for (let size = 0; size < players; size += 1) {
    let weight = 1 / players;
    // k!(n−k−1)!/n! = 1 ÷ (n · C(n−1, k))
    for (let step = 1; step <= size; step += 1) weight *= step / (players - step);
    weights.push(weight);
  }
  return weights;
}

function bitCount(coalition: number): number {
  let bits = 0;
  for (let rest = coalition; rest !== 0; rest &= rest - 1) bits += 1;
  return bits;
}
