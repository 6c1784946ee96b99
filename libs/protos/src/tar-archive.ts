/** The size of a block: of a header, and what contents are filled up to. */
const blockBytes = 512;
/** The longest name that a header holds. */
const nameBytes = 100;

/**
 * Packs files into a tar archive, as POSIX 1003.1 has it; names that are too long for it are written as GNU tar does.
 *
 * @param files - contents by path, with `/`
 */
export function tarArchive(files: ReadonlyMap<string, Uint8Array>): Buffer {
  const parts: Uint8Array[] = [];
  for (const [name, content] of files) {
    const path = Buffer.from(name);
    if (path.length > nameBytes) addEntry(parts, Buffer.from('././@LongLink'), 'L', Buffer.concat([path, endOfText]));
    addEntry(parts, path.subarray(0, nameBytes), '0', content);
  }
  return Buffer.concat([...parts, Buffer.alloc(2 * blockBytes)]);
}

const endOfText = Buffer.alloc(1);

function addEntry(parts: Uint8Array[], name: Buffer, kind: '0' | 'L', content: Uint8Array): void {
  const header = Buffer.alloc(blockBytes);
  header.set(name);
  header.write('0000644\0', 100); // mode
  header.write(`${content.length.toString(8).padStart(11, '0')}\0`, 124);
  header.write(`${'0'.repeat(11)}\0`, 136); // time of change
  header.write(' '.repeat(8), 148); // the checksum, as it counts itself
  header.write(kind, 156);
  header.write('ustar\u000000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  parts.push(header, content, Buffer.alloc(-content.length & (blockBytes - 1)));
}
