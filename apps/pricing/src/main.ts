import { runGrpcService } from '@tributary/nestjs';
import { pricing } from './pricing.process.ts';

await runGrpcService(pricing);
