"""The law and the usage of the bilan, as dated rules put to a dossier: `judge.judge(bilan)`."""
