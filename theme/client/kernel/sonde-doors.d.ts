/** The doors of the library, written by the bundler (`src/book/page-kernel/page-twins.mts`). */
declare module 'sonde-doors' {
  /**
   * What opens each door.
   *
   * @param absentModule what stands in the place of one that needs a machine
   */
  export function doors(absentModule: (name: string) => object): Readonly<Record<string, () => object>>;
}
