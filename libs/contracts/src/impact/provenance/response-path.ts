import type { DescField } from '@bufbuild/protobuf';
import { joinPath } from '@tributary/plan';
import type { FieldPath } from './containment.ts';
import { pathIn } from './flow.ts';
import type { UsePlace } from './step-use.ts';

/** The path of something inside a field of the answer that is carried: "screenings[].cinema.name". */
export function carriedPath({ node, slot }: UsePlace, way: FieldPath, last: string | undefined): string {
  const names = [...way.map(({ name }) => name), ...(last === undefined ? [] : [last])];
  const lists = [slot?.kind === 'field' ? isMany(slot.field.desc) : false, ...way.map(isMany)];
  let path = pathIn(node, slot);
  names.forEach((name, i) => {
    path = joinPath(`${path}${lists[i] === true && path !== '' ? '[]' : ''}`, name);
  });
  return path;
}

function isMany({ fieldKind }: DescField): boolean {
  return fieldKind === 'list' || fieldKind === 'map';
}
