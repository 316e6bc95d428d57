for (const day of process.argv[2].split(","))
  console.log(JSON.stringify({ id: 100 + Number(day.slice(-2)), ts: `${day} 23:59:59`, v: 1 }));
