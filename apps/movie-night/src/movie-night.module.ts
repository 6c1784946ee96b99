import { fileURLToPath } from 'node:url';
import { Module } from '@nestjs/common';
import { CompositeModule } from '@tributary/nestjs';
import { log } from './log.ts';

/** All of MovieNight: its methods come from `proto/movienight`, and where its upstreams are from `tributary.yaml`. */
@Module({
  imports: [
    CompositeModule.forRoot({ configFile: fileURLToPath(new URL('../tributary.yaml', import.meta.url)) }, { log }),
  ],
})
export class MovieNightModule {}
