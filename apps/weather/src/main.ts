import { runGrpcService } from '@tributary/nestjs';
import { weather } from './weather.process.ts';

await runGrpcService(weather);
