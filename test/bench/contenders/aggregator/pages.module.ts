import { type DynamicModule, Module } from '@nestjs/common';
import { ClientsModule, Transport } from '@nestjs/microservices';
import type { Addresses } from '../../upstreams/upstreams.ts';
import { grpcOptions } from './grpc-options.ts';
import { PagesController } from './pages.controller.ts';
import { PagesService } from './pages.service.ts';

/** The app, with a client for each service. */
@Module({})
class PagesModule {}

const files: Readonly<Record<string, string>> = {
  ProductService: 'products',
  ReviewService: 'reviews',
  StockService: 'stock',
  MakerService: 'makers',
  RegionService: 'regions',
  ReportService: 'reports',
};

/** @param addresses - of the services, by full name */
export function pagesModule(addresses: Addresses): DynamicModule {
  return {
    module: PagesModule,
    imports: [
      ClientsModule.register(
        Object.entries(files).map(([service, file]) => ({
          name: service,
          transport: Transport.GRPC as const,
          options: { ...grpcOptions('shop.v1', `shop/v1/${file}.proto`), url: addresses[`shop.v1.${service}`] ?? '' },
        })),
      ),
    ],
    controllers: [PagesController],
    providers: [PagesService],
  };
}
