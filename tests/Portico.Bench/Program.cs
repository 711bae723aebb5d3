using Portico.Bench;

// serve: one Portico with the bench's journeys, as a process of its own; furnish: only makes them. bomb: many timers at once. growth: a hundred times as much. plugins: what the process boundary of plugins costs. poison: what customers notice of the worst plugins. Anything else: measure.
if (args is ["serve", .. var settings]) await BenchHost.RunAsync(settings);
else if (args is ["furnish", .. var place]) await BenchHost.FurnishAsync(place);
else if (args is ["bomb", .. var bomb]) await Bomb.RunAsync(bomb);
else if (args is ["growth", .. var growth]) await Growth.RunAsync(growth);
else if (args is ["plugins"]) return await PluginBoundary.RunAsync();
else if (args is ["poison", .. var poison]) return await Poisons.RunAsync(poison);
else await new Measurement(BenchOptions.Parse(args)).RunAsync();
return 0;
