import type { LexiconEntry } from "../lexicon.ts";
import { notPraising } from "./harmless-contexts.ts";
import { readStarter } from "./read-starter.ts";

/** Sole-position and guarantee claims that German unfair competition law wants proved. */
export const absoluteTermsDe: LexiconEntry[] = readStarter(
  {
    severity: "block",
    category: "Alleinstellung",
    clause: "§ 5 UWG (Alleinstellungswerbung)",
    exceptions: notPraising.de,
  },
  `
  weltbeste* | weltweit beste* | weltweit führend* | weltmarktführer* | marktführer* | die nummer 1 | nummer 1 | nr. 1 | nr.1 | nummer eins | die nr. 1 => beliebt ! artikel-nr. 1, artikelnr. 1
  der beste | die beste | das beste | den besten | die besten | dem besten | beste qualität | allerbeste* | bester preis | besten preis | der günstigste | die günstigste | das günstigste | günstigster preis | niedrigster preis | tiefstpreis* | bestpreis* | unschlagbar* => sehr gut ! das beste ergebnis erzielen, die besten ergebnisse, am besten
  einzigartig* | einmalig* | unübertroffen* | unvergleichlich* | unerreicht* | konkurrenzlos* | ohnegleichen | perfekteste* | revolutionär* | bahnbrechend* | sensationell* | wunder der | wundermittel* | weltneuheit* | weltweit einzig* | weltweit erste* => besonders
  100 % sicher | 100% sicher | absolut sicher | garantiert wirksam | garantiert sicher | garantierte wirkung | wirkt garantiert | garantiert erfolg* | erfolg garantiert | ohne nebenwirkungen | keine nebenwirkungen | frei von nebenwirkungen | nebenwirkungsfrei* | risikofrei* | ohne risiko | ohne jedes risiko | unzerstörbar* | hält ewig | für die ewigkeit | ein leben lang garantiert | garantiert => geprüft
  sicherste* | stärkste* | schnellste* | weichste* | leichteste* | hochwertigste* | effektivste* | beliebteste* | gesündeste* | reinste* | schönste* | modernste* | komfortabelste* | bequemste* | haltbarste* | leistungsstärkste* => stark, weich, leicht: sagen, wie sehr ! schnellste stufe, stärkste stufe
  aller zeiten | der welt | auf dem markt | auf der welt | im universum | je hergestellt | die einzige, die sie | der einzige, den sie | das einzige, das sie | nie wieder ein anderes | nie mehr ein anderes | besten maschine | beste maschine | beste wahl | bester wahl | bestes produkt | bester der welt | beste der welt | bestes der welt | testsieger aller => belegen ! aus aller welt, aus der ganzen welt, menschen auf der welt, ende der welt, in der welt der, in der welt des
  absolut kippsicher | absolut dicht | absolut wasserdicht | absolut unzerbrechlich | absolut zuverlässig | absolut perfekt | absolut rein | absolut schmerzfrei | absolut geräuschlos | absolut bruchsicher | vollkommen sicher | völlig sicher | völlig risikolos | hundertprozentig* | 100%ig* | 100 %ig* | 100-prozentig* | 100 prozent sicher | 100 prozent wirksam | 100 % wirksam | 100% wirksam | 100 % garantiert | 100% garantiert | 100 % wasserdicht | 100% wasserdicht | 100 % aller | 100% aller | bricht nie | reißt nie | rostet nie | verblasst nie | läuft nie aus | versagt nie | unverwüstlich* | unkaputtbar* | unzerstörbar | ewig haltbar* | für immer | lebenslang haltbar* | perfekt in jeder hinsicht | makellos perfekt | sofort wirksam | wirkt sofort | sofortige wirkung => geprüft
  sauberste* | schärfste* | leiseste* | hellste* | zarteste* | feinste* | edelste* | wärmste* | robusteste* | stabilste* | präziseste* | innovativste* | fortschrittlichste* | luxuriöseste* | exklusivste* | köstlichste* | leckerste* | frischeste* | günstigste* | billigste* | nachhaltigste* | wirksamste* | zuverlässigste* | größte auswahl | branchenführ* | marktführend* | führende marke | spitzenreiter* | nr 1 | no. 1 | no.1 | platz 1 | ultimativ* | legendär* | phänomenal* | unschlagbar | unvergleichbar* => sagen, wie sehr ! leiseste stufe, leisester stufe, leisesten stufe, feinste stufe, feinster mahlgrad, feinste mahlung, hellste stufe, hellsten stufe, wärmste jahreszeit, wärmsten tage, schärfste klinge in der schublade, aufs feinste, feinste poren, feinste partikel, feinsten partikel, feinste linien, leiseste geräusch
  `,
);
