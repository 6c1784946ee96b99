import { readFileSync, statSync } from 'node:fs';
import { createSecureContext } from 'node:tls';

/** Where certificates and keys are kept: files in PEM. */
export interface CertificatePaths {
  readonly ca: string | undefined;
  readonly cert: string | undefined;
  readonly key: string | undefined;
}

/** What was read: the same object for as long as no file has changed. */
export interface Certificates {
  readonly ca: Buffer | undefined;
  readonly cert: Buffer | undefined;
  readonly key: Buffer | undefined;
}

/** Why files cannot be used: which one, where one alone is to blame, and what is wrong with it. */
export interface CertificateProblem {
  readonly of: keyof CertificatePaths | undefined;
  readonly message: string;
}

const names = ['ca', 'cert', 'key'] as const;

/**
 * Certificates and keys in files that others may replace while we run. They are looked at whenever someone wants to use
 * them, which is when a connection is made: nothing watches, and a file that is half written is read again the next time.
 */
export class CertificateFiles {
  readonly #paths: CertificatePaths;
  readonly #onChange: (problem: CertificateProblem | undefined) => void;
  #read: Certificates;
  #stamp: string;

  private constructor(
    paths: CertificatePaths,
    read: Certificates,
    stamp: string,
    onChange: (problem: CertificateProblem | undefined) => void,
  ) {
    this.#paths = paths;
    this.#read = read;
    this.#stamp = stamp;
    this.#onChange = onChange;
  }

  /**
   * Reads the files.
   *
   * @param onChange - called when they were read again: with a problem where they cannot be used, and the old ones are
   */
  static open(
    paths: CertificatePaths,
    onChange: (problem: CertificateProblem | undefined) => void,
  ): { kind: 'ok'; files: CertificateFiles } | { kind: 'failed'; problem: CertificateProblem } {
    const stamp = stampOf(paths);
    const found = readAll(paths);
    if (found.kind === 'failed') return found;
    return { kind: 'ok', files: new CertificateFiles(paths, found.certificates, stamp, onChange) };
  }

  /** What is in the files now, or was when they could last be used. */
  current(): Certificates {
    const stamp = stampOf(this.#paths);
    if (stamp === this.#stamp) return this.#read;
    this.#stamp = stamp;
    const found = readAll(this.#paths);
    if (found.kind === 'ok') this.#read = found.certificates;
    this.#onChange(found.kind === 'ok' ? undefined : found.problem);
    return this.#read;
  }
}

/** Changes when a file does, by whatever way it was replaced. */
function stampOf(paths: CertificatePaths): string {
  return names
    .map((name) => {
      const path = paths[name];
      const found = path === undefined ? undefined : statSync(path, { throwIfNoEntry: false });
      return found === undefined ? '' : `${found.ino} ${found.mtimeMs} ${found.size}`;
    })
    .join();
}

type Found =
  | { readonly kind: 'ok'; readonly certificates: Certificates }
  | { readonly kind: 'failed'; readonly problem: CertificateProblem };

function readAll(paths: CertificatePaths): Found {
  const read: Partial<Record<(typeof names)[number], Buffer>> = {};
  for (const name of names) {
    const path = paths[name];
    if (path === undefined) continue;
    try {
      read[name] = readFileSync(path);
    } catch (error) {
      const { code = 'unknown' } = error as NodeJS.ErrnoException;
      const why = code === 'ENOENT' ? 'there is no such file' : `cannot be read (${code})`;
      return failed(name, `${path}: ${why}`);
    }
    // OpenSSL takes a file without certificates for no authorities at all.
    const wanted = name === 'key' ? 'PRIVATE KEY' : 'CERTIFICATE';
    if (!read[name].includes(`${wanted}-----`)) return failed(name, `${path}: has no "${wanted}" in PEM`);
  }
  const { ca, cert, key } = read;
  try {
    createSecureContext({ ca, cert, key });
  } catch (error) {
    return failed(undefined, `the certificates cannot be used: ${opensslReason(error)}`);
  }
  return { kind: 'ok', certificates: { ca, cert, key } };
}

function failed(of: CertificateProblem['of'], message: string): Found {
  return { kind: 'failed', problem: { of, message } };
}

/** OpenSSL's message is for those who read its sources, its reason for people. */
function opensslReason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'reason' in error && typeof error.reason === 'string' ? error.reason : error.message;
}
