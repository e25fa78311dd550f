import * as v from 'valibot';
import { DocumentError } from '../../document/document.js';
import type { ServerAddress } from './server-address.js';
import { successOf } from './server-answer.js';
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
    const document = successOf(answer, asked, shown);
    try {
      return document.read(v.object({ data: expected })).data;
    } catch (error) {
      if (!(error instanceof DocumentError)) throw error;
      const what = `at ${error.path.slice(0, 100)}: ${error.problem.slice(0, 200)}`;
      const message = `${shown} answers ${question.path} with something else, ${what}`;
      throw new PrometheusServerError('not the API', message, shown);
    }
  }
}
