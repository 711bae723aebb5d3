await Portico.Host.PorticoHost.Build(args).RunAsync();
