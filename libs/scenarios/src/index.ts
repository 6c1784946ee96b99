/**
 * Scenario files: a composition, scripted upstreams, and cases that say what a caller must see.
 *
 * Terms
 * - A *scenario* is a file `scenario.yaml` with the protos it names. It has *cases*, or a *check*: the findings that
 *   its composition must have.
 * - A *script* says how an upstream method answers; its first *entry* that matches a request does.
 * - An *arrival* is a call that came to a scripted upstream.
 * - A *failure* is something that a case expected and that was otherwise. A scenario is *unfit* where it could not run.
 *
 * How it goes about it: {@link findScenarios} finds the files, {@link loadScenario} reads one with its protos and
 * compositions, {@link runScenario} starts scripted upstreams and the real composite server, makes each case's call
 * with a real client, and judges what came back and what arrived. {@link runScenarios} does so for many, and a report
 * can be rendered for people and for programs. Everything is on sockets of 127.0.0.1; the composite's clock alone is
 * not real: a case can move it on.
 *
 * What is said about time has a tolerance: `upstream_deadline` may be 10 ms more than stated, and less by a fifth, but
 * not by more than 250 ms (for short times by 25 ms); `at_least` may be missed by a millisecond, `within` by nothing.
 */
export { parseDurationMs, renderDurationMs } from './file/duration.ts';
export { didYouMean, nearestName } from './file/nearest-name.ts';
export { type Failure } from './judge/failure.ts';
export { completenessTrailer } from './judge/gaps.ts';
export { statusCodeName } from './read/status-code.ts';
export { renderReportsAsJson, renderScenarioReport, renderTotals } from './report/render-report.ts';
export { type CaseReport, exitStatusOf, type ScenarioReport, type Totals, totalsOf } from './report/scenario-report.ts';
export { type Answer } from './run/answer.ts';
export { type Call, type Caller, connectCaller } from './run/caller.ts';
export { findScenarios, type FoundScenario, type FoundScenarios } from './run/find-scenarios.ts';
export { loadScenario, type LoadedScenario, type ReadyScenario } from './run/load-scenario.ts';
export { runScenario, type RunOptions } from './run/run-scenario.ts';
export { runScenarios, type RunScenariosOptions } from './run/run-scenarios.ts';
export { type MethodScript, type ScriptEntry, type ScriptedAnswer } from './scenario.ts';
export { type ParsedMessage, parseMessage } from './types/parse-message.ts';
export { messageTypes, type MessageTypes, methodName } from './types/message-types.ts';
export { renderMessage } from './types/render-message.ts';
export { type Arrival } from './upstream/arrival.ts';
export { type ScriptedUpstreams, startScriptedUpstreams } from './upstream/scripted-upstreams.ts';
