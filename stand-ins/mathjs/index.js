/** The five statistics that danfojs asks for, in place of 20 MB of mathematics. */
'use strict';

const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

/** Numbers; what is no number must not become a result. */
function numbersOf(values, statistic) {
  if (values.length === 0) throw new Error(`Cannot calculate the ${statistic} of an empty array`);
  return values.map((value) => {
    if (typeof value === 'number' || typeof value === 'boolean') return Number(value);
    throw new TypeError(`Cannot calculate the ${statistic} of ${JSON.stringify(value)}, which is no number`);
  });
}

function mean(values) {
  const numbers = numbersOf(values, 'mean');
  return sum(numbers) / numbers.length;
}

/** Of a sample: divided by one less than the count, and 0 for one value. */
function variance(values) {
  const numbers = numbersOf(values, 'variance');
  if (numbers.length === 1) return 0;
  const middle = sum(numbers) / numbers.length;
  return sum(numbers.map((number) => (number - middle) ** 2)) / (numbers.length - 1);
}

const std = (values) => Math.sqrt(variance(values));

function median(values) {
  const sorted = numbersOf(values, 'median').sort((a, b) => a - b);
  // What is no number has no place in the order.
  if (sorted.some(Number.isNaN)) return NaN;
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/** The values found most often, in the order in which they come. */
function mode(values) {
  if (values.length === 0) throw new Error('Cannot calculate the mode of an empty array');
  const counts = new Map();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const most = Math.max(...counts.values());
  return [...counts].filter(([, count]) => count === most).map(([value]) => value);
}

module.exports = { mean, variance, std, median, mode };
