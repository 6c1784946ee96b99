/**
 * In what way two sides that hold different contracts may fail to understand each other.
 *
 * - `wire`: messages in binary encoding
 * - `json`: messages in ProtoJSON encoding, and HTTP transcoding
 * - `source`: code that is generated from the contract, and code written against it
 * - `semantic`: messages are read as they were meant, and mean something else or are treated in another way (AIP-180)
 * - `mask`: paths of field masks that callers hold
 */
export type ChangeClass = 'wire' | 'json' | 'source' | 'semantic' | 'mask';

/** All classes, in the order in which they are told. */
export const changeClasses: readonly ChangeClass[] = ['wire', 'json', 'source', 'semantic', 'mask'];

/**
 * How bad a change is in a class.
 *
 * - `breaking`: a side fails, or reads something else than was said, as soon as it uses what changed
 * - `risky`: it depends on the values or on what the code does with them
 * - `harmless`: it is there to be seen, and both sides go on as before
 */
export type ChangeLevel = 'breaking' | 'risky' | 'harmless';

/** The level in each class that the change is of; a class that is not there is not touched. */
export type ChangeEffects = Readonly<Partial<Record<ChangeClass, ChangeLevel>>>;
