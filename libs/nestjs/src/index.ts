/**
 * Serves composite methods: the engine as a NestJS module and as a server of its own, and all that is around it.
 *
 * Terms
 * - **configuration**: `tributary.yaml`, or an object of the same shape, checked (the room `configuration`).
 * - **contracts**: the protos of composites and upstreams, compiled or read as descriptors (the room `protos`).
 * - **composite**: the composite methods of one configuration, with their engine, upstreams and cache.
 * - **service**: an ordinary NestJS gRPC service; composites share its health, reflection, statuses and shutdown.
 *
 * How it goes about it: `forRoot` reads configuration and contracts, refuses what has errors, and makes a controller for
 * each service with composite methods, so that NestJS treats them like handlers written by hand. Their requests and
 * answers pass NestJS as bytes. Each call is checked by the rules of its contract, handed to the engine, and left when
 * its caller leaves. What is true of an answer besides its message travels in trailers and status details.
 *
 * @packageDocumentation
 */

// Composites: in an app of one's own, or as a server of their own.
export { CompositeModule } from './composite/composite.module.ts';
export { type CompositeGrpcOptions, compositeGrpcOptions } from './composite/composite-grpc-options.ts';
export type { CompositeOptions } from './composite/composite-options.ts';
export { CompositeReply, type ReplyTrailers } from './composite/composite-reply.ts';
export { type CompositeParts, CompositeRuntime } from './composite/composite-runtime.ts';
export { CompositeStartError, type StartProblem } from './composite/composite-start-error.ts';
export {
  type ConfigurationSource,
  configurationOf,
  type LoadedComposites,
  loadComposites,
  type ReadProtos,
  readProtosOf,
} from './composite/load-composites.ts';
export { type RunningComposite, startComposite } from './composite/start-composite.ts';

// The configuration of a composite: tributary.yaml, or an object of the same shape.
export {
  type CheckedConfiguration,
  type Configuration,
  configurationFrom,
  type ConfigurationInput,
  configurationJsonSchema,
  type ConfigurationProblem,
  type ConnectionsSettings,
  defaultServerLimits,
  type Environment,
  formatListenAddress,
  type ListenAddress,
  parseConfiguration,
  parseListenAddress,
  type ProtoSource,
  readConfiguration,
  type ReadOptions,
  renderConfigurationProblems,
  type ServerLimits,
  type TlsFiles,
  type UpstreamPattern,
  upstreamSettings,
  type UpstreamSettings,
  vouchingOf,
} from '@tributary/configuration';

// How a composite is doing: for those who administer it, and for those who ask by HTTP.
export {
  type Administration,
  type CacheReport,
  summedCacheReport,
  summedUsageReport,
  type UsageReport,
} from './admin/administration.ts';
export { type AdminServer, startAdminServer } from './admin/admin-server.ts';
export { CompositeMetrics } from './http/composite-metrics.ts';
export { type Readiness, startStatusServer, type StatusServer, type StatusSources } from './http/status-server.ts';

// Contracts, as descriptors.
export {
  type BufFinding,
  type BufLint,
  bufLintSettings,
  type BufLintSettings,
  type CompiledProtos,
  compileProtos,
  includesDirectory,
  lintProtos,
  type ProtoProblem,
  readDescriptors,
  renderProtoProblems,
} from '@tributary/protos';

// For a process that does little else than serve composites.
export { lightenAsyncBinding } from '@tributary/upstream';

// What every gRPC service here shares, whole (`runGrpcService`) and in parts.
export { type GrpcService, type GrpcServiceOptions, startGrpcService } from './service/grpc-service.ts';
export { releaseStartMemory } from './service/release-start-memory.ts';
export { type GrpcServiceProcess, runGrpcService } from './service/run-grpc-service.ts';
export { BoundedGrpcServer, type BoundedGrpcServerOptions, ListenError } from './service/bounded-grpc-server.ts';
export { CRITICALITY_KEY } from './gate/criticality.ts';
export type { RefusalReason } from './gate/refusal.ts';
export type { ServerLoad } from './gate/stream-gate.ts';
export { addHealth, type Health, HEALTH_SERVICE } from './service/health.ts';
export { addReflection } from './service/reflection.ts';
export { createReflectionIndex, type ReflectionIndex } from './service/reflection-index.ts';
export {
  MalformedRequest,
  type PackageDefinition,
  packageDefinitionOf,
  serviceDefinitionOf,
} from './service/message-codec.ts';
export {
  createRequestValidator,
  describeViolations,
  type RequestValidator,
  type RequestValidity,
} from './service/request-validation.ts';
export { foreignPageToken, invalidRequest } from './service/invalid-request.ts';
export { RequestValidationInterceptor } from './service/request-validation.interceptor.ts';
export {
  badRequest,
  detail,
  errorInfo,
  type FieldViolation,
  STATUS_DETAILS_KEY,
  statusTrailers,
} from './service/status-details.ts';
export { type ServerStatus, StatusException } from './service/status-exception.ts';
export { StatusExceptionFilter } from './service/status-exception.filter.ts';
export { PinoNestLogger } from './service/pino-nest-logger.ts';
export { type Shutdown, shutDownOnSignals } from './service/shut-down-on-signals.ts';
export { type Page, pageOf, type PageRequest, type PageResult } from './service/paging.ts';
export {
  addressVariable,
  type ConfigurationResult,
  readServiceConfiguration,
  type ServiceConfiguration,
} from './service/service-configuration.ts';

// The types of google.rpc.Status and its details, for those who read and write them.
export { type ErrorInfo, ErrorInfoSchema } from './generated/google/rpc/error_details_pb.ts';
export { type Status, StatusSchema } from './generated/google/rpc/status_pb.ts';
export { createUnaryClient, statusDetailsOf, type UnaryClient } from './service/unary-client.ts';

// Server reflection, for those who ask.
export {
  ServerReflectionRequestSchema,
  type ServerReflectionResponse,
  ServerReflectionResponseSchema,
} from './generated/grpc/reflection/v1/reflection_pb.ts';
export { type ServiceUnderTest, startUnderTest } from './service/service-under-test.ts';
