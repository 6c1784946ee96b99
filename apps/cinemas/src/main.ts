import { runGrpcService } from '@tributary/nestjs';
import { cinemas } from './cinemas.process.ts';

await runGrpcService(cinemas);
