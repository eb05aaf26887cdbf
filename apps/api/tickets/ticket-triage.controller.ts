import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type CommandAnswer } from '../requests/command-answer.js';
import { compact } from '../requests/compact.js';
import { Ask, type Asking, Changes } from './asking.js';
import {
  AgreedDateDto,
  AssignmentDto,
  DelayCauseDto,
  EstimateDto,
  OutOfTurnDto,
  PriorityDto,
  PriorityProposalDto,
  ReasonDto,
  TakeUpDto,
} from './dto/triage.dto.js';
import { TicketChanges } from './ticket-changes.js';

@ApiTags('tickets')
@Controller('api/v1/tickets/:ticket')
export class TicketTriageController {
  constructor(private readonly tickets: TicketChanges) {}

  @Post('priority-proposals')
  @Changes('ticket.propose-priority', 'The customer proposes a priority')
  proposePriority(@Ask() asking: Asking, @Body() dto: PriorityProposalDto): Promise<CommandAnswer> {
    const { priority, reason } = dto;
    return this.tickets.change(asking, dto, compact({ type: 'ProposePriority' as const, priority, reason }));
  }

  @Post('priority')
  @Changes('ticket.prioritize', 'Staff set the priority; targets follow, pauses stay')
  prioritize(@Ask() asking: Asking, @Body() dto: PriorityDto): Promise<CommandAnswer> {
    const { priority, reason } = dto;
    return this.tickets.change(asking, dto, { type: 'Prioritize', priority, reason });
  }

  @Post('out-of-turn')
  @Changes('ticket.take-out-of-turn', 'Ahead of the queue, on one of the grounds of the regulation')
  takeOutOfTurn(@Ask() asking: Asking, @Body() dto: OutOfTurnDto): Promise<CommandAnswer> {
    return this.tickets.change(asking, dto, { type: 'TakeOutOfTurn', ground: dto.ground });
  }

  @Post('in-turn')
  @Changes('ticket.take-out-of-turn', 'Back to its turn')
  putBackInTurn(@Ask() asking: Asking, @Body() dto: ReasonDto): Promise<CommandAnswer> {
    return this.tickets.change(asking, dto, { type: 'PutBackInTurn', reason: dto.reason });
  }

  @Post('assignment')
  @Changes('ticket.assign', 'Assign to a member of staff')
  assign(@Ask() asking: Asking, @Body() dto: AssignmentDto): Promise<CommandAnswer> {
    const { assignee, team, reason } = dto;
    return this.tickets.change(asking, dto, compact({ type: 'Assign' as const, assignee, team, reason }));
  }

  @Post('taking-up')
  @Changes('ticket.take-up', 'The caller begins to work on it')
  takeUp(@Ask() asking: Asking, @Body() dto: TakeUpDto): Promise<CommandAnswer> {
    return this.tickets.change(asking, dto, { type: 'TakeUp', assignee: asking.access.principal.subject });
  }

  @Post('estimates')
  @Changes('ticket.estimate', 'Approximate time of the solution')
  estimate(@Ask() asking: Asking, @Body() dto: EstimateDto): Promise<CommandAnswer> {
    const { solvedBy, toleranceMinutes, factors } = dto;
    const command = compact({ type: 'GiveEstimate' as const, solvedBy, toleranceMinutes, factors });
    return this.tickets.change(asking, dto, command);
  }

  @Post('agreed-dates')
  @Changes('ticket.agree-date', 'A date agreed with the customer; it becomes the deadline')
  agreeDate(@Ask() asking: Asking, @Body() dto: AgreedDateDto): Promise<CommandAnswer> {
    return this.tickets.change(asking, dto, { type: 'AgreeDate', by: dto.by, reason: dto.reason });
  }

  @Post('delay-causes')
  @Changes('ticket.delay-cause', 'What made the solution take longer')
  delayCause(@Ask() asking: Asking, @Body() dto: DelayCauseDto): Promise<CommandAnswer> {
    const { cause, from, to } = dto;
    return this.tickets.change(asking, dto, { type: 'RecordDelayCause', cause, from, to });
  }
}
