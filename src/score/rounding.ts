/**
 * numerator ÷ denominator of whole numbers, rounded to a whole number, halves to even: the service stores 7.53 of 8 points
 * as 0.9412, not 0.9413 (recording of 2021-07-12), so its decimals are rounded half-even. Exact: no binary fraction is involved.
 */
export function divideHalfEven(numerator: number, denominator: number): number {
  const quotient = Math.floor(numerator / denominator);
  const twice = 2 * (numerator - quotient * denominator);
  if (twice < denominator) return quotient;
  if (twice > denominator) return quotient + 1;
  return quotient % 2 === 0 ? quotient : quotient + 1;
}

/** Points as whole hundredths: 3.67 → 367. */
export function hundredths(points: number): number {
  return Math.round(points * 100);
}
