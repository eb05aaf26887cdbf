import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type TicketCommand } from '#tickets';
import { type CommandAnswer } from '../requests/command-answer.js';
import { compact } from '../requests/compact.js';
import { Ask, type Asking, Changes } from './asking.js';
import { BreachAnnulmentDto, ClosureDto, CorrectionDto, DuplicateDto } from './dto/ending.dto.js';
import { ReasonDto } from './dto/triage.dto.js';
import { TicketChanges } from './ticket-changes.js';

@ApiTags('tickets')
@Controller('api/v1/tickets/:ticket')
export class TicketEndingController {
  constructor(private readonly tickets: TicketChanges) {}

  @Post('duplicate')
  @Changes('ticket.mark-duplicate', 'It repeats another ticket')
  async markAsDuplicate(@Ask() asking: Asking, @Body() dto: DuplicateDto): Promise<CommandAnswer> {
    const { id, number } = await this.tickets.reachable(asking.access, dto.of);
    return this.tickets.change(asking, dto, { type: 'MarkAsDuplicate', of: id, ofNumber: number });
  }

  @Post('corrections')
  @Changes('ticket.correct', 'A mistake is put right: the wrong customer, a wrong close')
  correct(@Ask() asking: Asking, @Body() dto: CorrectionDto): Promise<CommandAnswer> {
    return this.tickets.change(asking, dto, correction(dto));
  }

  @Post('breach-annulments')
  @Changes('ticket.annul-breach', 'A breach found to be unfounded')
  annulBreach(@Ask() asking: Asking, @Body() dto: BreachAnnulmentDto): Promise<CommandAnswer> {
    const { clock, reason } = dto;
    return this.tickets.change(asking, dto, { type: 'AnnulBreach', clock, reason });
  }

  @Post('closure')
  @Changes('ticket.close', 'Close, with one of the reasons of the regulation')
  close(@Ask() asking: Asking, @Body() dto: ClosureDto): Promise<CommandAnswer> {
    return this.tickets.change(asking, dto, { type: 'Close', reason: dto.reason });
  }

  @Post('reopening')
  @Changes('ticket.reopen', 'Open again, within the time of the regulation')
  reopen(@Ask() asking: Asking, @Body() dto: ReasonDto): Promise<CommandAnswer> {
    return this.tickets.change(asking, dto, { type: 'Reopen', reason: dto.reason });
  }
}

function correction({ what, customer, organisation, reason }: CorrectionDto): TicketCommand {
  if (what === 'customer' && customer !== undefined)
    return compact({ type: 'CorrectCustomer' as const, to: customer, organisation, reason });
  return { type: 'CorrectClose', reason };
}
