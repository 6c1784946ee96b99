import { copyFile, mkdtemp, rm, symlink, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CertificateFiles, type CertificateProblem } from './certificate-files.ts';

const given = (name: string) =>
  fileURLToPath(new URL(`../../../upstream/test/certificates/${name}.pem`, import.meta.url));

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'certificates-'));
  await copyFile(given('certificate'), join(folder, 'cert.pem'));
  await copyFile(given('key'), join(folder, 'key.pem'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const at = (name: string) => join(folder, name);

function open(paths: Partial<Record<'ca' | 'cert' | 'key', string>>) {
  const changes: (CertificateProblem | undefined)[] = [];
  const all = { ca: undefined, cert: undefined, key: undefined, ...paths };
  return { opened: CertificateFiles.open(all, (problem) => changes.push(problem)), changes };
}

describe('CertificateFiles', () => {
  it('are read again when one has changed, and only then', async () => {
    const { opened, changes } = open({ ca: at('cert.pem') });
    if (opened.kind === 'failed') throw new Error(opened.problem.message);
    const first = opened.files.current();
    expect(opened.files.current()).toBe(first);
    await unlink(at('cert.pem'));
    await symlink(given('certificate'), at('cert.pem'));
    const second = opened.files.current();
    expect(second).not.toBe(first);
    expect(second.ca).toEqual(first.ca);
    expect(changes).toEqual([undefined]);
  });

  it('stay as they were while what is there cannot be used', async () => {
    const { opened, changes } = open({ cert: at('cert.pem'), key: at('key.pem') });
    if (opened.kind === 'failed') throw new Error(opened.problem.message);
    const first = opened.files.current();
    await writeFile(at('key.pem'), '-----BEGIN PRIVATE KEY-----\nhalf of i');
    expect(opened.files.current()).toBe(first);
    expect(opened.files.current()).toBe(first);
    await unlink(at('key.pem'));
    expect(opened.files.current()).toBe(first);
    await copyFile(given('key'), at('key.pem'));
    expect(opened.files.current()).not.toBe(first);
    expect(changes).toEqual([
      { of: undefined, message: expect.stringMatching(/^the certificates cannot be used: /) },
      { of: 'key', message: `${at('key.pem')}: there is no such file` },
      undefined,
    ]);
  });

  it.each([
    [{ ca: 'none.pem' }, 'ca', /none\.pem: there is no such file$/],
    [{ ca: '.' }, 'ca', /: cannot be read \(EISDIR\)$/],
    [{ cert: 'key.pem', key: 'key.pem' }, 'cert', /key\.pem: has no "CERTIFICATE" in PEM$/],
    [{ cert: 'cert.pem', key: 'cert.pem' }, 'key', /cert\.pem: has no "PRIVATE KEY" in PEM$/],
  ])('%j are refused', (names, of, message) => {
    const paths = Object.fromEntries(Object.entries(names).map(([name, file]) => [name, at(file)]));
    expect(open(paths).opened).toEqual({
      kind: 'failed',
      problem: { of, message: expect.stringMatching(message) },
    });
  });
});
