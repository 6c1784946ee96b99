import type { DescMethod } from '@bufbuild/protobuf';
import type { DeprecationNotice } from '../composition.ts';
import type { Composite } from '../generated/tributary/v1/compose_pb.ts';
import type { OptionPath, OptionSite } from '../places/places.ts';
import type { ReadingContext } from './reading-context.ts';

/** Reads what a method tells of its end: its `deprecation`, or that it, its service or its file is `deprecated`. */
export function readDeprecation(
  context: ReadingContext,
  method: DescMethod,
  option: Composite,
  site: OptionSite,
): DeprecationNotice | undefined {
  const { deprecation } = option;
  if (deprecation === undefined) {
    const isDeprecated = method.deprecated || method.parent.deprecated || method.parent.file.deprecated;
    return isDeprecated ? { sinceMs: undefined, sunsetMs: undefined, link: undefined } : undefined;
  }
  const path = (key: string): OptionPath => ['deprecation', key];
  const sinceMs = readMoment(context, site, path('since'), deprecation.since);
  const sunsetMs = readMoment(context, site, path('sunset'), deprecation.sunset);
  if (sinceMs !== undefined && sunsetMs !== undefined && sunsetMs < sinceMs) {
    context.report.atOption('bad-option', site, path('sunset'), {
      message: `the sunset ${deprecation.sunset} is before ${deprecation.since}, from when on the method is deprecated`,
      note: 'a method is deprecated first and gone then (RFC 9745, section 4)',
    });
  }
  if (deprecation.link !== '' && !isLink(deprecation.link)) {
    context.report.atOption('bad-option', site, path('link'), {
      message: `"${deprecation.link}" is not a URL`,
      note: 'write all of it, in ASCII: "https://example.com/movienight-v2"',
    });
  }
  return { sinceMs, sunsetMs, link: deprecation.link === '' ? undefined : deprecation.link };
}

function readMoment(context: ReadingContext, site: OptionSite, path: OptionPath, text: string): number | undefined {
  if (text === '') return undefined;
  const moment = parseMoment(text);
  if (moment !== undefined) return moment;
  context.report.atOption('bad-option', site, path, {
    message: `"${text}" is not a day, nor a moment`,
    note: 'write a day, "2026-11-01", which begins at midnight UTC, or a moment, "2026-11-01T12:00:00Z"',
  });
  return undefined;
}

/** Epoch milliseconds of a day's beginning, or of a moment, both of UTC. */
function parseMoment(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\dZ)?$/.test(text)) return undefined;
  const ms = Date.parse(text);
  // A day that its month does not have is taken for one of the next.
  const isReal = !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text.replace('Z', ''));
  return isReal ? ms : undefined;
}

/** It travels as a header, between angle brackets. */
function isLink(text: string): boolean {
  return /^https?:\/\/[!#$%&'()*+,\-./0-9:;=?@A-Z[\]_a-z~]+$/.test(text) && URL.canParse(text);
}
