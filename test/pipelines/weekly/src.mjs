for (const day of process.argv[2].split(","))
  console.log(JSON.stringify({ id: 100 + Number(day.slice(-2)), d: day, v: 1 }));
