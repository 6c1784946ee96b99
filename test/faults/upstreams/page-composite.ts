import { fileURLToPath } from 'node:url';
import { patientUpstream } from '../form.ts';
import { ServedComposite } from '../served-composite.ts';
import { PageCaller } from './page-caller.ts';

const protos = fileURLToPath(new URL('protos', import.meta.url));

/** A composite of `page.proto` as a process of its own, and a caller that is connected to it. */
export interface PageComposite {
  readonly composite: ServedComposite;
  readonly caller: PageCaller;
  readonly stop: () => Promise<void>;
}

/** Starts one, with upstreams as `tributary.yaml` has them. */
export async function startPageComposite(upstreams: Readonly<Record<string, object>>): Promise<PageComposite> {
  const composite = await ServedComposite.start({
    proto: protos,
    // What a busy machine makes late is no reason to refuse requests: that is tried elsewhere.
    configuration: {
      upstreams: Object.fromEntries(
        Object.entries(upstreams).map(([service, settings]) => [service, { ...patientUpstream, ...settings }]),
      ),
      limits: { late: '1m' },
    },
  });
  const caller = new PageCaller(composite.address);
  const stop = async (): Promise<void> => {
    await caller.close();
    await composite.stop();
  };
  try {
    await caller.connect();
  } catch (error) {
    await stop();
    throw error;
  }
  return { composite, caller, stop };
}
