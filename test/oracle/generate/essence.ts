/** A file without what its composite method has no use for: for people, who have to read it. */
import type { FileModel } from './proto-model.ts';
import { renderFile } from './render-file.ts';

/** Leaves out messages and methods that nothing mentions. */
export function essence(file: FileModel): FileModel {
  const [upstream, ...front] = file.services;
  if (upstream === undefined) return file;
  let kept: FileModel = { ...file, messages: [], services: front };
  for (;;) {
    const text = renderFile(kept);
    const isMentioned = (name: string): boolean => new RegExp(`\\b${name}\\b`).test(text);
    const methods = upstream.methods.filter(({ name }) => isMentioned(name));
    const messages = file.messages.filter(({ name }) => isMentioned(name));
    if (messages.length === kept.messages.length) return kept;
    kept = { ...file, messages, services: [{ ...upstream, methods }, ...front] };
  }
}
