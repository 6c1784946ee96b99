import { runGrpcService } from '@tributary/nestjs';
import { catalog } from './catalog.process.ts';

await runGrpcService(catalog);
