import { randomNormal, randomUniform } from 'd3-random';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Chance on demand: the same seed gives the same draws, on every machine. */
export interface Random {
  /** True with the given probability, from 0 to 1. */
  chance(probability: number): boolean;
  /** An integer from `min` to `max`, both included. */
  integer(min: number, max: number): number;
  /** A draw of the normal distribution. */
  normal(mean: number, standardDeviation: number): number;
}

/**
 * A source of chance.
 *
 * @param seed any integer; its low 32 bits count
 */
export function seededRandom(seed: number): Random {
  const generator = xoroshiro128plus(seed);
  const uniform = (): number => uniformFloat64(generator);
  const unit = randomUniform.source(uniform)(0, 1);
  const normal = randomNormal.source(uniform);
  return {
    chance: (probability) => unit() < probability,
    integer: (min, max) => uniformInt(generator, min, max),
    normal: (mean, standardDeviation) => normal(mean, standardDeviation)(),
  };
}
