import * as v from 'valibot';
import type { ServerAddress } from './server-address.js';
import { dataOf } from './server-answer.js';
import { PrometheusServerError } from './server-error.js';
import { ask, type AnswerBounds, type ServerQuestion } from './server-request.js';

/** Asks one server, and reads what it answers. */
export class Speaker {
  constructor(
    readonly address: ServerAddress,
    readonly bounds: Pick<AnswerBounds, 'timeoutMs' | 'maxAnswerBytes'>,
  ) {}

  async get<Schema extends v.GenericSchema>(
    question: ServerQuestion,
    expected: Schema,
    signal: AbortSignal | undefined,
    asked = '',
  ): Promise<v.InferOutput<Schema>> {
    const { shown } = this.address;
    const answer = await ask(this.address, question, { ...this.bounds, signal });
    const read = v.safeParse(expected, dataOf(answer, asked, shown), { abortEarly: true });
    if (read.success) return read.output;
    const [issue] = read.issues;
    const place = v.getDotPath(issue) ?? 'data';
    throw new PrometheusServerError(
      'not the API',
      `${shown} answers ${question.path} with something else, at ${place.slice(0, 100)}: ${issue.message.slice(0, 200)}`,
      shown,
    );
  }
}
