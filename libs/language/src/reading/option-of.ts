import { type DescExtension, getOption, hasOption } from '@bufbuild/protobuf';

const given = new WeakMap<object, Map<DescExtension, unknown>>();
const absent = new WeakMap<DescExtension, unknown>();

/**
 * The value of an option, as `getOption` reads it; read once for each element, and for all together that do not have it:
 * options are asked for wherever a message is used, and most elements have none. Not to be written to.
 */
export const optionOf: typeof getOption = (element, option) => {
  type Value = ReturnType<typeof getOption<typeof option, typeof element>>;
  if (!hasOption(element, option)) {
    if (!absent.has(option)) absent.set(option, getOption(element, option));
    return absent.get(option) as Value;
  }
  let values = given.get(element);
  if (values === undefined) given.set(element, (values = new Map<DescExtension, unknown>()));
  if (!values.has(option)) values.set(option, getOption(element, option));
  return values.get(option) as Value;
};
