using Portico.Bench;

// serve: one Portico with the bench's journey, as a process of its own. Anything else: measure.
if (args is ["serve", .. var settings]) await BenchHost.RunAsync(settings);
else await new Measurement(BenchOptions.Parse(args)).RunAsync();
