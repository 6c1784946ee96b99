import type { DescMethod } from '@bufbuild/protobuf';
import { type DynamicModule, Module } from '@nestjs/common';
import { compositeControllers } from './composite-controller.ts';
import type { CompositeOptions } from './composite-options.ts';
import { CompositeRuntime } from './composite-runtime.ts';
import { type ConfigurationSource, configurationOf, loadComposites } from './load-composites.ts';
import { makeComposite } from './make-composite.ts';

/**
 * Makes composite methods appear in a NestJS app as if controllers had been written for them. Import
 * `CompositeModule.forRoot(...)`, and take the transport from `compositeGrpcOptions`.
 */
@Module({})
export class CompositeModule {
  /**
   * @param source - `{ configFile: 'tributary.yaml' }`, or its content as an object
   * @throws CompositeStartError (as rejection) with all that is wrong with configuration, contracts and compositions
   */
  static forRoot(source: ConfigurationSource, options: CompositeOptions = {}): Promise<DynamicModule> {
    const made = configurationOf(source)
      .then((configuration) => loadComposites(configuration, options.protos))
      .then((loaded) => {
        const methods = loaded.plans.map(({ method }) => method);
        return CompositeModule.of(methods, () => makeComposite(loaded, options));
      });
    // NestJS asks for the module only later, and a rejection that nobody has seen by then would end the process.
    made.catch(() => undefined);
    return made;
  }

  /**
   * The module for composite methods.
   *
   * @param make - makes the composite, once for each app: one that was closed serves no more
   */
  static of(methods: readonly DescMethod[], make: () => CompositeRuntime): DynamicModule {
    return {
      module: CompositeModule,
      controllers: compositeControllers(methods),
      providers: [{ provide: CompositeRuntime, useFactory: make }],
      exports: [CompositeRuntime],
    };
  }
}
