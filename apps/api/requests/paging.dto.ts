import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';

/** A query that may have to wait for what the caller has just done. */
export class FreshDto {
  @ApiProperty({
    required: false,
    description:
      'Position from the answer of a command: the query waits until it has come that far, a short time at most; then it answers what there is, marked stale.',
  })
  @IsOptional()
  @IsString()
  @MaxLength(100, { context: { max: 100 } })
  minPosition?: string;
}

export class AsOfDto extends FreshDto {
  @ApiProperty({
    required: false,
    description:
      'A moment of the past: an instant in UTC, a position of the log, or the basis of an earlier answer.',
  })
  @IsOptional()
  @IsString()
  @MaxLength(500, { context: { max: 500 } })
  asOf?: string;
}

const limit = () => ApiProperty({ required: false, type: 'integer', minimum: 1, maximum: 200, default: 50 });
const cursor = () => ApiProperty({ required: false, description: '`next` of the page before.' });

export class PageDto extends FreshDto {
  @limit()
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1, { context: { min: 1 } })
  @Max(200, { context: { max: 200 } })
  limit: number = 50;

  @cursor()
  @IsOptional()
  @IsString()
  @MaxLength(1000, { context: { max: 1000 } })
  cursor?: string;
}

export class AsOfPageDto extends AsOfDto {
  @limit()
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1, { context: { min: 1 } })
  @Max(200, { context: { max: 200 } })
  limit: number = 50;

  @cursor()
  @IsOptional()
  @IsString()
  @MaxLength(1000, { context: { max: 1000 } })
  cursor?: string;
}
