import { runGrpcService } from '@tributary/nestjs';
import { places } from './places.process.ts';

await runGrpcService(places);
