/**
 * The tensors that danfojs computes tables with, in place of TensorFlow's 250 MB: numbers on at most two axes. They stay
 * double-precision numbers, so that a counter keeps its digits; TensorFlow rounds them to seven.
 */
'use strict';

const { uniformInt } = require('pure-rand/distribution/uniformInt');
const { xoroshiro128plus } = require('pure-rand/generator/xoroshiro128plus');

class Tensor {
  /**
   * @param {readonly unknown[]} values row after row
   * @param {readonly number[]} shape lengths of the axes: none for a scalar
   */
  constructor(values, shape, dtype = 'float32') {
    const size = shape.reduce((product, length) => product * length, 1);
    if (values.length !== size)
      throw new Error(`a tensor of shape ${shape.join(',')} has ${size} values, not ${values.length}`);
    this.dtype = dtype;
    this.shape = [...shape];
    this.values = dtype === 'string' ? [...values] : values.map(Number);
  }

  get rank() {
    return this.shape.length;
  }

  get size() {
    return this.values.length;
  }

  arraySync() {
    if (this.rank === 0) return this.values[0];
    if (this.rank === 1) return [...this.values];
    const [rows, columns] = this.shape;
    return Array.from({ length: rows }, (_, row) => this.values.slice(row * columns, (row + 1) * columns));
  }

  array() {
    return Promise.resolve(this.arraySync());
  }

  clone() {
    return new Tensor(this.values, this.shape, this.dtype);
  }

  transpose() {
    if (this.rank < 2) return this.clone();
    const [rows, columns] = this.shape;
    const turned = this.values.map(
      (_, place) => this.values[(place % rows) * columns + Math.floor(place / rows)],
    );
    return new Tensor(turned, [columns, rows], this.dtype);
  }

  /** Value by value; an axis of one value, or one that is missing on the left, goes along the other tensor's. */
  #with(other, operate) {
    const rank = Math.max(this.rank, other.rank);
    const padded = (shape) => [...Array(rank - shape.length).fill(1), ...shape];
    const [mine, theirs] = [padded(this.shape), padded(other.shape)];
    const shape = mine.map((length, axis) => {
      if (length === theirs[axis] || theirs[axis] === 1) return length;
      if (length === 1) return theirs[axis];
      throw new Error(
        `Operands could not be broadcast together with shapes ${this.shape.join(',')} and ${other.shape.join(',')}.`,
      );
    });
    const [rows, columns] = [...Array(2 - rank).fill(1), ...shape];
    const at = (tensor, lengths, row, column) => {
      const [height, width] = [...Array(2 - rank).fill(1), ...lengths];
      return tensor.values[(height === 1 ? 0 : row) * width + (width === 1 ? 0 : column)];
    };
    const values = Array.from({ length: rows * columns }, (_, place) => {
      const [row, column] = [Math.floor(place / columns), place % columns];
      return operate(at(this, mine, row, column), at(other, theirs, row, column));
    });
    return new Tensor(values, shape);
  }

  /** One value for each column, or for all when the tensor has one axis only. */
  #down(axis, reduce) {
    if (axis !== undefined && axis !== 0) throw new Error(`a table is reduced along axis 0, not ${axis}`);
    if (this.dtype === 'string') throw new Error('texts have no order and no sum');
    if (axis === undefined || this.rank < 2) return new Tensor([reduce(this.values)], []);
    return new Tensor(this.transpose().arraySync().map(reduce), [this.shape[1]]);
  }

  // prettier-ignore
  static operations = {
    add: (a, b) => a + b,
    sub: (a, b) => a - b,
    mul: (a, b) => a * b,
    div: (a, b) => a / b,
    divNoNan: (a, b) => (b === 0 ? 0 : a / b),
    pow: (a, b) => a ** b,
    // Of the divisor's sign.
    mod: (a, b) => { const rest = a % b; return rest !== 0 && rest < 0 !== b < 0 ? rest + b : rest; },
    greater: (a, b) => Number(a > b),
    greaterEqual: (a, b) => Number(a >= b),
    less: (a, b) => Number(a < b),
    lessEqual: (a, b) => Number(a <= b),
    equal: (a, b) => Number(a === b),
    notEqual: (a, b) => Number(a !== b),
  };

  static {
    for (const [name, operate] of Object.entries(Tensor.operations))
      Tensor.prototype[name] = function (other) {
        return this.#with(other, operate);
      };
  }

  sqrt() {
    return new Tensor(this.values.map(Math.sqrt), this.shape);
  }

  mean(axis) {
    return this.#down(axis, meanOf);
  }

  variance(axis) {
    return this.#down(axis, (values) => {
      const mean = meanOf(values);
      return meanOf(values.map((value) => (value - mean) ** 2));
    });
  }

  max(axis) {
    return this.#down(axis, (values) => values.reduce((most, value) => Math.max(most, value), -Infinity));
  }

  min(axis) {
    return this.#down(axis, (values) => values.reduce((least, value) => Math.min(least, value), Infinity));
  }

  argMax() {
    return this.#down(0, (values) =>
      values.reduce((best, value, place) => (value > values[best] ? place : best), 0),
    );
  }

  argMin() {
    return this.#down(0, (values) =>
      values.reduce((best, value, place) => (value < values[best] ? place : best), 0),
    );
  }
}

function meanOf(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

const scalar = (value) => new Tensor([value], []);
const tensor1d = (values, dtype) => new Tensor(values, [values.length], dtype);
const tensor2d = (values, shape, dtype) => {
  const nested = Array.isArray(values[0]);
  return new Tensor(nested ? values.flat() : values, shape ?? [values.length, values[0].length], dtype);
};
const moments = (tensor, axis) => ({ mean: tensor.mean(axis), variance: tensor.variance(axis) });

/** A list to draw from, as `sample` does: the same seed draws the same elements. */
const data = {
  array: (elements) => ({
    shuffle(_, seed = '1') {
      const generator = xoroshiro128plus(
        [...String(seed)].reduce((sum, sign) => (sum * 31 + sign.codePointAt(0)) | 0, 7),
      );
      const mixed = [...elements];
      for (let last = mixed.length - 1; last > 0; last--) {
        const other = uniformInt(generator, 0, last);
        [mixed[last], mixed[other]] = [mixed[other], mixed[last]];
      }
      return data.array(mixed);
    },
    take: (count) => data.array(elements.slice(0, count)),
    toArray: () => Promise.resolve([...elements]),
  }),
};

module.exports = { Tensor, scalar, tensor1d, tensor2d, moments, data };
