/**
 * The text of a kernel file. Names in it (interfaces, paths of unix sockets) are whatever bytes someone gave: UTF-8 where
 * they are, otherwise one character per byte, never a replacement character.
 */
export function kernelText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return new TextDecoder('latin1').decode(bytes);
  }
}
