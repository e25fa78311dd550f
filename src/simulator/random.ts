import { randomExponential, randomNormal, randomUniform } from 'd3-random';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Random numbers: the same seed gives the same draws, on every machine. */
export interface Random {
  /** True with the given probability, from 0 to 1. */
  chance(probability: number): boolean;
  /** An integer from `min` to `max`, both included. */
  integer(min: number, max: number): number;
  /** A draw of the normal distribution. */
  normal(mean: number, standardDeviation: number): number;
  /** A draw of the exponential distribution: the time between two events of a Poisson process. */
  exponential(mean: number): number;
}

/**
 * A source of random numbers.
 *
 * @param seed any integer; its low 32 bits count
 */
export function seededRandom(seed: number): Random {
  const generator = xoroshiro128plus(seed);
  const uniform = (): number => uniformFloat64(generator);
  const unit = randomUniform.source(uniform)(0, 1);
  const normal = randomNormal.source(uniform);
  const exponential = randomExponential.source(uniform);
  return {
    chance: (probability) => unit() < probability,
    integer: (min, max) => uniformInt(generator, min, max),
    normal: (mean, standardDeviation) => normal(mean, standardDeviation)(),
    exponential: (mean) => exponential(1 / mean)(),
  };
}

/**
 * The seed of one part of a simulation. Each part draws from its own source, so that more packets in one place do not
 * change what is drawn in another.
 *
 * @param seed of the whole
 * @param part a name or number that no other part has
 */
export function partSeed(seed: number, part: string): number {
  // FNV-1a over the name, then one round of mixing with the seed.
  let hash = 0x811c9dc5;
  for (let i = 0; i < part.length; i++) hash = Math.imul(hash ^ part.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ seed ^ (seed >>> 16), 0x85ebca6b);
  return hash ^ (hash >>> 13);
}
