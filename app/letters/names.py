"""First names that are common in the United States, by which names that run together are taken apart."""

FIRST_NAMES = frozenset(
    """
    aaron abby abigail adam adrian adriano al alan albert alex alexander alexandria alexis alfred alice alison
    allen allison alma amanda ami amy ana andre andrea andrew andy angela angie angus ann anna anne annie anthony
    antonio april arthur ashley austin ayanna barbara barry becca ben benjamin bennie bernard bernie beth betsy
    betty beverly bill billy blake bob bobby bonnie brad bradley brandon brendan brian bruce bryan byron carl
    carlos carol carolyn cassandra catherine cathy chad charles charlie chellie cheri chip chris christian
    christina christine christopher chuck cindy claire claudia clay cliff colin collin connie conor cori cory
    craig cynthia dale dan dana daniel danny darin darrell darren dave david dean deb debbie deborah debra delia
    dennis derek derrick diana diane dianne dick dina don donald donna doris doug douglas duncan dusty dwight earl
    ed eddie edward elaine eleanor elise elissa elizabeth ellen emanuel emilia emily eric erik ernest eugene eva
    evan frank fred frederica french gabe gary gene george gerald gerry gil glen glenn grace greg gregory gus gwen
    hakeem hal haley harold harriet harry harvey heather helen henry herb hillary howard hugh ian ilhan jack
    jackie jacklyn jacky jacob jacqueline jahana jake jamaal james jamie jan jane janet janice jared jason jay
    jean jeanne jeff jeffrey jen jennifer jeremy jerrold jerry jesse jessica jesus jill jim jimmy joan joaquin
    jodey jody joe joel john johnny jon jonathan joni jordan jose joseph josh joshua joy joyce juan judith judy
    julia julian julie justin kamala karen kat kate katherine kathleen kathy katie kay keith kelly ken kenneth
    kent kevin kim kirk kirsten kristen kurt kweisi kyle kyrsten lance larry laura laurel lauren lee leonard
    leslie lester linda lindsey lisa lizzie lloyd lois lori lou louie louise lucy luis luke lynn mac madeleine
    mara marc marcia marco marcus marcy margaret maria mariannette marie marilyn mario marjorie mark marlin marsha
    martha martin mary matt matthew maura maureen max maxine maxwell mazie melanie melissa michael michelle mickey
    miguel mike mikie mitch mitt mondaire monica morgan nancy nanette nathaniel neal neil nicholas nick nicola
    nicole nikema nikki norma nydia olympia orrin pablo pat patricia patrick patty paul paula pete peter phil
    philip phillip pramila rachel ralph rand randy rashida raul ray raymond rebecca rich richard rick ritchie rob
    robert robin rodney roger ron ronald ronny rosa rose roy ruben russ russell ruth ryan sally salud sam samuel
    sandra sandy sanford sara sarah scott sean seth sharice sharon sheila sheldon shelley sherrod shirley spencer
    stacey stephanie stephen steve steven stuart sue summer susan susie suzan suzanne sylvia tammy ted terence
    teresa terri terry thad theodore theresa thom thomas tim timothy tina todd tom tommy tony tracey trent trey
    tricia troy trudy tulsi ulysses val valerie vern veronica vicente vicky victoria vincent virginia walter wayne
    wendy wesley will william yvette yvonne zach zoe
    """.split()  # noqa: SIM905 - a list of strings this long reads worse
)
