import type { JsonObject } from '@bufbuild/protobuf';
import type { Keys } from '../load/load.ts';

/** A kind of request that all contenders are asked, and the answer that they all must give. */
export interface Scenario {
  /** As it is asked for on the command line. */
  readonly name: string;
  /** As tables call it. */
  readonly title: string;
  /** A method of `shop.pages.v1.PageService`. */
  readonly method: string;
  /** With marks for digits, see template.ts. */
  readonly request: JsonObject;
  readonly answer: JsonObject;
  readonly keys: Keys;
  /** Whether the keys that come again are asked for once before anything is measured. */
  readonly warmKeys: boolean;
  /** Requests a second that all contenders are asked to keep up with. */
  readonly ratePerSecond: number;
  /** Requests in flight where throughput is measured. */
  readonly concurrency: number;
  /** The service that is down. */
  readonly down?: string;
  readonly graphql: GraphqlForm;
}

/** The same request as GraphQL. */
export interface GraphqlForm {
  /** With a variable `$id`, and others with default values. */
  readonly query: string;
  /** The answer, as it is of the method, from GraphQL's `data`. */
  answer(data: JsonObject): JsonObject;
}
