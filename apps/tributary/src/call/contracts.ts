import { create, createFileRegistry, type DescMethod } from '@bufbuild/protobuf';
import { type FileDescriptorProto, FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { compileProtos, readDescriptors, renderProtoProblems } from '@tributary/protos';
import { didYouMean, messageTypes, type MessageTypes } from '@tributary/scenarios';
import { Refusal } from '../refusal.ts';
import type { ReflectionClient } from './reflection-client.ts';

/** A method to call, and the types that its messages may hold. */
export interface MethodContract {
  readonly method: DescMethod;
  readonly types: MessageTypes;
}

/** A method's name taken apart: `package.Service/Method`, or with a dot. */
interface MethodName {
  readonly service: string;
  readonly method: string;
}

/** Finds a method in protos, or refuses with the name that is nearest. */
export async function methodInProtos(
  from: { readonly kind: 'folder' | 'descriptors'; readonly path: string },
  name: string,
): Promise<MethodContract> {
  const protos = await (from.kind === 'folder' ? compileProtos(from.path) : readDescriptors(from.path));
  if (protos.kind === 'failed') throw new Refusal(renderProtoProblems(protos.problems, from.path));
  return findMethod(messageTypes(createFileRegistry(protos.descriptors)), name);
}

/** Finds a method by asking its server, or refuses with the name that is nearest. */
export async function methodByReflection(client: ReflectionClient, name: string): Promise<MethodContract> {
  const { service } = parseMethodName(name);
  const first = await client.fileOfSymbol(service);
  if (first === undefined) {
    const services = await client.listServices();
    const known = services.filter((each) => !each.startsWith('grpc.')).join(', ');
    throw new Refusal(`the server has no service "${service}"${didYouMean(service, services)}; it has: ${known}`);
  }
  const files = new Map<string, FileDescriptorProto>();
  const add = (found: readonly FileDescriptorProto[]) => {
    for (const file of found) if (!files.has(file.name)) files.set(file.name, file);
  };
  add(first);
  for (const file of files.values()) {
    for (const imported of file.dependency) {
      if (files.has(imported)) continue;
      const found = await client.file(imported);
      if (found === undefined) throw new Refusal(`the server does not give ${imported}, which ${file.name} imports`);
      add(found);
    }
  }
  const set = create(FileDescriptorSetSchema, { file: inOrderOfImports(files) });
  return findMethod(messageTypes(createFileRegistry(set)), name);
}

function inOrderOfImports(files: ReadonlyMap<string, FileDescriptorProto>): FileDescriptorProto[] {
  const ordered = new Set<FileDescriptorProto>();
  const visit = (name: string) => {
    const file = files.get(name);
    if (file === undefined || ordered.has(file)) return;
    for (const imported of file.dependency) visit(imported);
    ordered.add(file);
  };
  for (const name of files.keys()) visit(name);
  return [...ordered];
}

function parseMethodName(name: string): MethodName {
  const match = /^\/?(.+)[/.]([^/.]+)$/.exec(name);
  if (match?.[1] === undefined || match[2] === undefined) {
    throw new Refusal(`"${name}" is no method: methods are named package.Service/Method`);
  }
  return { service: match[1], method: match[2] };
}

function findMethod(types: MessageTypes, name: string): MethodContract {
  const { service, method } = parseMethodName(name);
  const found = types.methods.get(`${service}/${method}`);
  if (found === undefined) {
    const desc = types.registry.getService(service);
    if (desc === undefined) {
      const services = new Set([...types.methods.values()].map(({ parent }) => parent.typeName));
      throw new Refusal(`there is no service "${service}"${didYouMean(service, services)}`);
    }
    const methods = desc.methods.map((each) => each.name);
    throw new Refusal(
      `${service} has no method "${method}"${didYouMean(method, methods)}; it has: ${methods.join(', ')}`,
    );
  }
  if (found.methodKind !== 'unary')
    throw new Refusal(`${service}/${method} is streaming, and only unary methods can be called`);
  return { method: found, types };
}
