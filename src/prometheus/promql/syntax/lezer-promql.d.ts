/** The package's own types are hidden by its `exports`, which name none. */
declare module '@prometheus-io/lezer-promql' {
  import type { Tree } from '@lezer/common';

  export const parser: { parse(text: string): Tree };
}
