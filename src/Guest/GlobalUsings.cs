global using unsafe Handler = delegate*<ActorKernel.Guest.Cpu, ActorKernel.Guest.Op*, ActorKernel.Guest.Op*>;
