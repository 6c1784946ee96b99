/** What the shop's services know, as JSON with field names of the protos; keys are marks (see template.ts). */
import type { JsonObject } from '@bufbuild/protobuf';
import { keyMark, listMark } from './template.ts';

const words =
  'copper lantern harbour quiet meadow thread window almond river station paper garden velvet orchard signal bridge'.split(
    ' ',
  );

/** A text of so many characters that is the same in each run. */
function text(seed: number, length: number): string {
  let made = '';
  for (let index = seed; made.length < length; index += 7) made += `${words[index % words.length] ?? ''} `;
  return made.slice(0, length - 1) + '.';
}

function several(count: number, make: (index: number) => JsonObject): JsonObject[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

export const product: JsonObject = {
  id: `p${keyMark}`,
  maker_id: `m${keyMark}`,
  name: text(1, 40),
  price: 129.5,
  attributes: several(5, (index) => ({ name: text(index, 16), text: text(index + 3, 88), weight: 10 + index })),
};

export const reviews: JsonObject = {
  product_id: `p${keyMark}`,
  average: 4.25,
  reviews: several(5, (index) => ({ author: text(index, 14), text: text(index + 5, 104), stars: 1 + index })),
};

export const stock: JsonObject = {
  product_id: `p${keyMark}`,
  levels: several(5, (index) => ({ warehouse: text(index, 60), shelf: text(index + 2, 64), quantity: 3 + index })),
};

export const maker: JsonObject = {
  id: `m${keyMark}`,
  region_id: `r${keyMark}`,
  name: text(2, 40),
  sites: several(5, (index) => ({ name: text(index, 20), text: text(index + 1, 96), staff: 100 + index })),
};

export const region: JsonObject = {
  id: `r${keyMark}`,
  name: text(3, 40),
  towns: several(5, (index) => ({ name: text(index, 20), text: text(index + 4, 100), streets: 200 + index })),
};

/** An element of a list; its key tells which list and which element. */
export function summary(index: number): JsonObject {
  return { id: `p${listMark}${String(index).padStart(3, '0')}`, name: text(index, 40), price: 10.5 + index };
}

export const rating: JsonObject = { product_id: `p${keyMark}`, average: 3.75, votes: 1234 };

/** A report of about 140 bytes a line, of which the title is a tenth. */
export function report(lineCount: number): JsonObject {
  return {
    id: `p${keyMark}`,
    lines: several(lineCount, (index) => ({
      sku: `sku-${String(100_000 + index)}`,
      title: text(index, 13),
      remark: text(index + 6, 96),
      quantity: 1 + (index % 100),
      price: 5.25 + (index % 50),
    })),
  };
}
