import { runGrpcService } from '@tributary/nestjs';
import { ratings } from './ratings.process.ts';

await runGrpcService(ratings);
