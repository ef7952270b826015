"""Owns the word lists by which names are told from ordinary capitalised words; small and closed on purpose."""

FUNCTION_WORDS = frozenset(
    str.split(
        """
    a an the this that these those some any all both each every either neither no none another other such i you he
    she it we they me him her us them my your his its our their who whom whose which what when where why how and or
    but nor so yet for if unless because although though while whereas whether since until till once than as in on
    at by to from of off with without within into onto over under above below after before between among amid during
    through throughout across against along around about near behind beyond beside besides despite toward towards
    upon via per like unlike following according due up down out is are was were be been being am has have had do
    does did will would can could may might must shall should not never there here then now today yesterday tomorrow
    tonight also however moreover furthermore meanwhile instead therefore thus hence still even just only perhaps
    maybe again already almost nearly roughly approximately much many more most less least few fewer several enough
    one two three four five six seven eight nine ten eleven twelve dozens hundreds thousands millions billions half
    first second third next last later earlier soon ago let let's yes it's that's there's he's she's what's here's
    who's we're they're you're i'm i've we've don't doesn't didn't
    """
    )
)
"""Words that open a sentence and belong to no name; a run of capitals loses them from its front."""

ORDINARY_WORDS = frozenset(
    str.split(
        """
    people money power water fire police work life world home house health law court state city country market war
    peace trade oil gas gold food air news data science music film art sport school war crime death love time day
    week month year night morning spring summer autumn fall winter man woman child family friend student teacher
    worker doctor expert company firm industry business government parliament president minister chairman chief
    director founder leader official spokesman spokeswoman spokesperson critic lawyer judge jury voter investor
    analyst owner researcher scientist engineer player coach fan team club group union board council committee
    agency authority growth demand supply price cost profit loss revenue debt tax rate share stock bond bank fund
    cash capital funding deal plan report study survey poll paper letter book story history future past part place
    point number figure level line area region side end start step reason result effect change case fact idea
    question answer problem issue risk new old big small high low long short good bad great early late young real
    major local national global public private federal foreign domestic total full strong weak free open close clear
    sure true false right wrong left back top bottom same different own main key best worst better worse higher
    lower larger smaller come go get give take make see say tell ask know think look find keep put run turn show
    read write call use try need want help stay stand sit buy sell pay win lose meet add set hit land raise close
    lift storm round biggest largest latest sale temperature rain cut rise grow open play move live die kill image
    photo video source credit copyright share comment reply subscribe advertisement blimey welcome thanks please
    inside outside overall elsewhere abroad ahead together apart away far rather quite very too well ever always
    often sometimes usually rarely once twice everyone everybody everything someone somebody something anyone
    anybody anything nobody nothing nowhere somewhere anywhere
    abuse academic accident accord accountant activist actor actuary adult adviser advisor aid aide aircraft airline
    airport alarm album alcohol alert algorithm allowance aluminium aluminum ambassador ambush analysis anthem
    antitrust apology appeal apprenticeship arena arrest artist assault assistant asteroid astronaut astronomer
    asylum athletics attack attorney audience auditor author avalanche average award baby backlog bail ballet ballot
    banker bankruptcy barley barrack base baseball basketball batsman battery battle beach bee beef beer benefit
    bicycle bid bidder biologist bird birth blackmail blast blaze blood boat bomb bone boom boost border borrower
    boss bowler boy brain breach bread bribery bridge broadcast broadcaster broker brother browser bubble budget
    bullet burglary bus butter buyer buyout cabinet cafe calendar camera camp campaigner campus canal cancer
    candidate cannabis captain car carbon cargo cartel casino casualty cat catastrophe cathedral cattle ceasefire
    cemetery census century ceremony chair chairperson chairwoman championship channel charge checkpoint cheese
    chemist chicken childcare chip church cinema citizen citizenship citywide claim clash classroom climate clinic
    coal coast cocaine cocoa coffee cofounder colleague college columnist comet commuter competitor computer concert
    conference conglomerate consensus consortium constituency consultant consumer container contract controversy
    convoy copper cotton county coup couple cow crash creditor crew cricket crisis criticism crop crowd cruise
    curfew currency curriculum custody customer cyclone dam damage dance danger database daughter dawn daycare
    deadline debate debit debris debtor decade decline defendant defender deficit degree delegate delivery
    demonstrator deputy desert designer detective developer diabetes diagnosis diamond diesel dip diploma diplomat
    disaster disease dismissal dispute district dividend dock documentary dog dollar donor downstairs downtown
    driver drone drop drought drug dusk ear earthquake economist editor eldercare elephant email embassy emblem
    emergency employee employer energy enterprise entrepreneur envoy epidemic episode era estimate euro exam
    executive explosive export eye factory fare farm farmer fashion father fee ferry festival feud field final fine
    firefighter fiscal fish fisherman fixture flag flame flat flight flood flower football forecast forward foul
    fraud freight fruit funeral furniture futures gain gallery game garden gasoline gene genome girl glass goal
    goalkeeper golf governor grade grave grenade grid guard guest guidance gun hacker hail harbor harbour hardware
    headline heart heatwave helicopter heroin highway hockey holiday homeowner homework homicide horse hospice
    hospital host hotel household hurricane husband import income injury inmate input insect insolvency inspector
    insurance internet internship interview inventory invoice iron island jail jewellery jewelry journalist journey
    jump kidney kindergarten knife lab laboratory lake landlord landslide laptop launch lawmaker lawsuit layoff
    league leak lease lecture lecturer legislator leisure lender lesson library lion listener lithium liver
    livestock loan lockdown lorry lung magazine magistrate mail maintenance maize mall malware manager mandate
    manufacturer match mayor meat medal media median mediator medicine memorial merger methane midday midfielder
    midnight midway midweek migrant milk mill millennium mine miner ministry missile mortgage mortuary mosque mother
    motorway mountain murder muscle museum musician nationwide negotiator neighbor neighbour network newspaper noon
    novel nurse nursery ocean officer offshore onshore opera opponent orbit orchestra order organ orphan outage
    outbreak outlook output overnight pact pandemic paramedic parcel parent parole partner party passenger passport
    password patient patrol penalty pensioner percentage petrol phone physicist pig pill pilot pipeline pitch
    plaintiff plane planet plant plaque plastic platform plunge podium poem politician pork port potato poultry
    poverty pregnancy prison prisoner prize processor producer professor programmer property prosecutor protein
    protest protester province pub publisher pupil quarantine quarrel quarry quarter quarterfinal race radio raid
    railway rainfall ransomware rape reactor reader rebound receipt record recovery redundancy referee referendum
    refinery refuge refugee regulator relative relief rent repair reporter rescue rescuer residency resident
    restaurant retail retailer rice riot rival river road robbery robot rocket row rugby rumor rumour sailor salary
    salmon salt sample satellite scandal schedule scholar scholarship screen sculpture sea search secretary seller
    semester semiconductor semifinal senator sentence server sewage shareholder shark sheep shelter ship shoe shop
    silver singer siren sister skin skyscraper slump smartphone smoke snow snowfall soccer software soil soldier
    solicitor son song soy spacecraft specimen speech stadium staff stakeholder startup statewide statue steel store
    strategist street strike striker subsidiary subsidy suburb sugar summit sunrise sunset supermarket supplier
    supporter surge surgeon surgery surplus survivor suspect symptom synagogue syndicate tablet takeover talk tank
    tanker tariff tea teenager telephone telescope temple tenant tennis tent tenure term terrorism test textile
    theater theatre theft therapy threat throughput thunder ticket tide timber timetable tissue tobacco toll tooth
    tornado tour tourism tourist town toy trader traffic tragedy train tram transfer treasurer treaty tree tremor
    trial tribunal trip troop trophy truce truck trustee tuna tunnel turbine turnout turnover twin typhoon umpire
    upstairs uranium vacancy vaccine valley vegetable vehicle venture verdict vessel vice victim viewer village
    villager violence virus visitor volunteer voucher wage warehouse warrant waste watchdog wave wealth weapon
    weather website weekday weekend welfare whale wheat wholesale widow wife wildfire wind wine wolf wool worldwide
    wreckage yield
    """
    )
)
"""Everyday words that may stand alone at the start of a sentence."""

ORDINARY_SUFFIXES = (
    "ly",
    "ing",
    "ed",
    "tion",
    "sion",
    "ment",
    "ments",
    "ness",
    "ity",
    "ies",
    "ers",
    "ors",
    "tions",
    "ists",
)
"""Endings that make a single word at the start of a sentence an ordinary one."""

CALENDAR_WORDS = frozenset(
    str.split(
        """
    january february march april may june july august september october november december monday tuesday wednesday
    thursday friday saturday sunday jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs
    fri sat sun
    """
    )
)

HOLIDAY_WORDS = frozenset(str.split("good holy black cyber ash easter palm maundy shrove super boxing bloody whit"))
"""Words that make a feast of the weekday after them ("Good Friday")."""

OFFICES = frozenset(
    str.split(
        """
    ceo cfo cto coo founder co-founder cofounder chairman chairwoman chairperson director spokesman spokeswoman
    spokesperson coach treasurer
    """
    )
)
"""Words for an office that stand beside a name and are no part of it."""

CHIEFS = frozenset(
    str.split(
        """
    executive financial operating technology technical scientific medical marketing legal information product people
    commercial investment risk economist scientist strategist analyst
    """
    )
)
"""Words that make an office of "Chief" before them; "Officer" may follow."""

OFFICE_RANKS = frozenset(
    str.split(
        """
    head vice deputy managing executive creative artistic sporting regional assistant associate interim acting former
    founding honorary non-executive
    """
    )
)
"""Words of rank before an office."""

BODY_TITLES = frozenset(
    str.split(
        """
    president minister premier chancellor governor mayor senator sen rep representative congressman congresswoman
    commissioner ambassador
    """
    )
)
"""Titles that stay with the person's name, and part it from the body before it ("Fed Governor Ann Lee")."""

TITLES = frozenset(
    str.split(
        """
    mr mrs ms miss mx dr prof professor sir dame lord lady president vice prime minister chancellor premier senator
    sen rep representative congressman congresswoman gov governor mayor king queen prince princess pope cardinal
    bishop archbishop father rev reverend judge justice gen general col colonel maj major capt captain lt lieutenant
    sgt sergeant adm admiral secretary chairman chairwoman chair ceo cfo cto coo chief executive officer director
    spokesman spokeswoman spokesperson ambassador inspector detective officer coach billionaire founder
    """
    )
)
"""Words of rank before a person's name; compared after folding, without their full stop."""

ABBREVIATIONS = frozenset(
    str.split("mr mrs ms mx dr prof sen rep gov gen col maj capt lt sgt adm st rev hon jr sr mt ft no")
)
"""Abbreviations after which a full stop ends no sentence and no name."""

PARTICLES = frozenset(str.split("de da do dos das del della di du la le van von der den ter ten bin ibn al el y e"))
"""Small words inside a person's or a place's name."""

OF_HEADS = frozenset(
    str.split(
        """
    university bank ministry department house houses board institute bureau office council court republic kingdom
    states state gulf isle bay cape city church academy college school museum association federation league union
    house chamber commission committee center centre ministry minister secretary president duke duchess prince king
    queen bishop archbishop north church society organization organisation institute faculty port strait straits
    hospital army party ministry emirates confederation congress parliament city district district county knights
    journal order head chief master guild district knesset district statue tower lake mount temple cathedral
    """
    )
)
"""First words that take "of" into the name ("University of Notre Dame")."""

GENERIC_WORDS = frozenset(
    str.split(
        """
    research bank group university company capital partners ventures holdings institute ministry department agency
    association council court city state states national international global first new united royal party union
    times post news daily journal network media center centre college school hospital museum club team fund trust
    board north south east west northern southern eastern western central street road river lake mount saint san los
    las
    """
    )
)
"""Words too common to stand for the longer name that holds them."""

CORPORATE_WORDS = frozenset(
    str.split(
        "inc incorporated corp corporation co company ltd limited llc llp plc ag se nv sa gmbh group holdings holding"
    )
)
"""Legal forms that may be dropped at the end of a company's name."""

OPPOSITES = frozenset(
    str.split(
        """
    north south east west northern southern eastern western northeast northwest southeast southwest upper lower old
    new first second third fourth men women male female junior senior
    """
    )
)
"""Words whose difference makes another name, never a misspelt one."""

ORIGINS = frozenset(
    str.split(
        """
    chinese american japanese korean south-korean north-korean british english scottish welsh irish french german
    italian spanish portuguese dutch belgian swiss austrian swedish norwegian danish finnish icelandic polish czech
    slovak hungarian romanian bulgarian greek turkish cypriot maltese albanian serbian croatian bosnian slovenian
    macedonian montenegrin kosovan ukrainian russian belarusian moldovan lithuanian latvian estonian georgian
    armenian azerbaijani kazakh uzbek turkmen kyrgyz tajik afghan pakistani indian bangladeshi nepali nepalese
    bhutanese lankan burmese thai vietnamese cambodian laotian malaysian singaporean indonesian filipino philippine
    taiwanese mongolian tibetan uyghur hongkonger iranian iraqi syrian lebanese israeli palestinian jordanian saudi
    yemeni omani emirati qatari bahraini kuwaiti kurdish arab arabic egyptian libyan tunisian algerian moroccan
    sudanese ethiopian eritrean somali kenyan ugandan tanzanian rwandan burundian congolese angolan zambian
    zimbabwean mozambican malawian namibian botswanan nigerian ghanaian ivorian senegalese malian cameroonian
    gabonese chadian nigerien liberian gambian guinean mauritanian malagasy mauritian canadian mexican guatemalan
    honduran salvadoran nicaraguan panamanian cuban haitian dominican jamaican bahamian barbadian trinidadian
    venezuelan colombian ecuadorian peruvian bolivian chilean argentine argentinian uruguayan paraguayan brazilian
    guyanese australian fijian samoan tongan european african asian african-american latin scandinavian nordic
    baltic balkan caribbean californian texan londoner parisian berliner muslim christian jewish buddhist hindu
    catholic
    """
    )
)
"""Adjectives of origin, folded; they may add to a statement what its sentence does not say."""

ORIGIN_PREFIXES = frozenset({"south", "north", "sri", "saudi", "new", "latin"})
"""First words of a two-word origin ("South Korean")."""

SITES = "com org net io ai co cn uk gov edu eu de fr in jp app dev info tv news"
